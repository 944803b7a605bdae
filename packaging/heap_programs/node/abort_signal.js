'use strict';
// One AbortSignal for the whole server, on which every request leaves its listener.
class Download { constructor(i) { this.i = i; this.chunks = [new Array(20).fill(i)]; this.url = 'https://example.org/' + i; } }
class DownloadServer { constructor() { this.stop = new AbortController(); } }
module.exports = (leak) => { const server = globalThis.downloadServer = new DownloadServer(); require('events').setMaxListeners(0, server.stop.signal); let i = 0;
  return { n: 250, act(n) { for (let k = 0; k < n; k++) { const d = new Download(i++); const on = () => { d.aborted = true; }; server.stop.signal.addEventListener('abort', on); if (!leak) server.stop.signal.removeEventListener('abort', on); } }, revert() {} }; };
