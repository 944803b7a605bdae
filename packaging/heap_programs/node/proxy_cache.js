'use strict';
// Proxies memoised by path in a closure, one per user.
function makeApi(limit) { const proxies = new Map(); return function at(path) { let p = proxies.get(path); if (!p) { p = new Proxy({ path, calls: [path.length, 1.5] }, { get: (t, k) => t[k] }); proxies.set(path, p); if (proxies.size > limit) proxies.delete(proxies.keys().next().value); } return p; }; }
module.exports = (leak) => { const api = globalThis.apiAt = makeApi(leak ? Infinity : 20); let i = 0;
  return { n: 400, warm: 30, act(n) { for (let k = 0; k < n; k++) api('/users/' + i++).calls; }, revert() {} }; };
