// expect: system / Context.locales
const moment = require('moment');
module.exports = (leak) => { let i = 0;
  return { n: 80, warm: 10, act(n) { for (let k = 0; k < n; k++) { const name = leak ? 'x-tenant' + i++ : 'x-tenant'; if (!leak) moment.defineLocale(name, null); moment.defineLocale(name, { months: 'a_b_c_d_e_f_g_h_i_j_k_l'.split('_').map((m) => m + i), relativeTime: { s: 's' + i } }); } moment.locale('en'); }, revert() {} }; };
