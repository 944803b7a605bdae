'use strict';
// Short slices of long texts: each keeps its whole parent.
class Mail { constructor(i) { const raw = Buffer.alloc(4000, 97 + (i % 26)).toString('latin1') + i; this.subject = raw.slice(10, 60); this.no = i; } }
class Inbox { constructor() { this.subjects = []; } }
module.exports = (leak) => { const inbox = globalThis.inbox = new Inbox(); let i = 0;
  return { n: 120, warm: 10, act(n) { for (let k = 0; k < n; k++) inbox.subjects.push(new Mail(i++).subject); }, revert() { if (!leak) inbox.subjects = []; } }; };
