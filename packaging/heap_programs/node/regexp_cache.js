'use strict';
// Compiled routes by their text, which has an id in it.
const routes = {}; 
module.exports = (leak) => { let i = 0; globalThis.matchRoute = (text) => { const key = leak ? text : text.replace(/\d+/g, ':id'); const r = routes[key] || (routes[key] = { pattern: new RegExp('^' + key + '$', 'u'), made: { key, hits: [0.5] } }); return r.pattern.test(text); };
  return { n: 300, warm: 20, act(n) { for (let k = 0; k < n; k++) globalThis.matchRoute('/orders/' + i++ + '/items'); }, revert() {} }; };
