// expect: Uploads.parts
class Uploads { constructor() { this.parts = new Map(); } }
class Presence { constructor() { this.seen = []; } }
class Seen { constructor(i) { this.who = 'w' + i; this.at = i + 0.5; } }
module.exports = (leak) => { const u = globalThis.uploads = new Uploads(), p = globalThis.presence = new Presence(); let i = 0;
  return { n: 500, warm: 20, act(n) { for (let k = 0; k < n; k++) { u.parts.set('p' + i, { id: i++, chunks: [i + 0.5, i], meta: { etag: 'e' + i } }); p.seen.push(new Seen(i)); } }, revert() { if (!leak) { u.parts.clear(); p.seen = []; } } }; };
