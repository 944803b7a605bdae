'use strict';
// A default that stands on the prototype and so is shared by all.
class Form {} Form.prototype.errors = [];
class FormError { constructor(i) { this.field = 'field' + i; this.message = 'must not be empty ' + i; this.at = i + 0.5; } }
module.exports = (leak) => { globalThis.Form = Form; let i = 0;
  return { n: 600, warm: 30, act(n) { for (let k = 0; k < n; k++) { const f = new Form(); if (!leak) f.errors = []; f.errors.push(new FormError(i++)); } }, revert() {} }; };
