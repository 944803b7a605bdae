// expect: Error.cause, PollError.cause, Poller.lastError
class PollError extends Error {}
class Poller { constructor() { this.lastError = null; } poll(i, leak) { this.lastError = new PollError('poll ' + i + ' failed', { cause: leak ? this.lastError : undefined }); this.lastError.details = { i, at: i + 0.5 }; } }
module.exports = (leak) => { const p = globalThis.poller = new Poller(); let i = 0;
  return { n: 200, warm: 20, act(n) { for (let k = 0; k < n; k++) p.poll(i++, leak); }, revert() {} }; };
