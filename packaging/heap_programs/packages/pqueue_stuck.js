// expect: PriorityQueue._queue, PQueue._queue, PriorityQueue.*, PQueue.*
const { default: PQueue } = require('p-queue');
class Mail { constructor(i) { this.to = 'user' + i; this.body = ['hello ' + i, i + 0.5]; } }
module.exports = (leak) => { const queue = globalThis.mails = new PQueue({ concurrency: 1 }); let i = 0; if (leak) queue.add(() => new Promise(() => {}));
  return { n: 250, warm: 20, act(n) { for (let k = 0; k < n; k++) { const m = new Mail(i++); queue.add(async () => m.body.length); } }, async revert() { if (!leak) await queue.onIdle(); } }; };
