// expect: memoized.cache, MapCache.__data__, MapCache.*, Hash.__data__
const _ = require('lodash');
module.exports = (leak) => { const quote = _.memoize((key) => ({ key, legs: [{ km: key.length + 0.5 }, { km: 2.5 }], note: 'note ' + key })); globalThis.quote = quote; let i = 0;
  return { n: 350, warm: 20, act(n) { for (let k = 0; k < n; k++) quote('route' + i++); }, revert() { if (!leak) quote.cache.clear(); } }; };
