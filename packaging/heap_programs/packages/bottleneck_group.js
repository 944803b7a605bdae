// expect: Group.instances
const Bottleneck = require('bottleneck');
module.exports = (leak) => { const group = globalThis.limits = new Bottleneck.Group({ maxConcurrent: 2, timeout: 1e9 }); clearInterval(group.interval); let i = 0, keys = [];
  return { n: 60, warm: 6, async act(n) { for (let k = 0; k < n; k++) { const key = 'user' + i++; keys.push(key); await group.key(key).schedule(async () => 1); } }, async revert() { if (!leak) for (const k of keys) await group.deleteKey(k); keys = []; } }; };
