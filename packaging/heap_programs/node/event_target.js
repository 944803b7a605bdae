'use strict';
// Listeners on an EventTarget that outlives those who listen.
class Viewer { constructor(i) { this.i = i; this.frames = Array.from({ length: 10 }, (_, k) => k + 0.5); this.title = 'viewer ' + i; } }
class Channel extends EventTarget {}
module.exports = (leak) => { const channel = globalThis.channel = new Channel(); require('events').setMaxListeners(0, channel); let i = 0, open = [];
  return { n: 250, act(n) { for (let k = 0; k < n; k++) { const v = new Viewer(i++); const on = () => v.title; channel.addEventListener('frame', on); open.push(on); } }, revert() { if (!leak) for (const on of open) channel.removeEventListener('frame', on); open = []; } }; };
