// expect: AuditLog.text
class AuditLog { constructor() { this.text = ''; } add(line, leak) { this.text = leak ? this.text + line : line; } }
module.exports = (leak) => { const log = globalThis.audit = new AuditLog(); let i = 0;
  return { n: 2000, warm: 50, act(n) { for (let k = 0; k < n; k++) log.add(`user ${i++} did something at ${Math.random()}\n`, leak); }, revert() {} }; };
