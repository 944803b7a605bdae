'use strict';
// A class that remembers all its instances.
class Invoice { static all = []; constructor(i) { this.no = 'INV-' + i; this.lines = [{ net: i + 0.5 }, { net: i + 0.25 }]; this.customer = { id: i, name: 'c' + i }; } }
module.exports = (leak) => { globalThis.Invoice = Invoice; let i = 0;
  return { n: 400, warm: 20, act(n) { for (let k = 0; k < n; k++) { const v = new Invoice(i++); if (leak) Invoice.all.push(v); else Invoice.all[i % 20] = v; } }, revert() {} }; };
