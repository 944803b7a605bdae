// expect: ResourceStore.data, I18n.store, I18n.services
const i18next = require('i18next');
module.exports = (leak) => { const t = globalThis.i18n = i18next.createInstance(); t.init({ lng: 'en', resources: { en: { base: { a: 'b' } } } }); let i = 0, names = [];
  return { n: 200, warm: 20, act(n) { for (let k = 0; k < n; k++) { const ns = 'tenant' + i++; t.addResourceBundle('en', ns, { hello: 'hello ' + i, nested: { bye: 'bye ' + i, more: ['x' + i] } }); names.push(ns); } }, revert() { if (!leak) for (const ns of names) t.removeResourceBundle('en', ns); names = []; } }; };
