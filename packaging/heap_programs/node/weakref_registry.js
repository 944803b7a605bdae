'use strict';
// WeakRefs whose shells, with a label each, are never swept out.
class Widget { constructor(i) { this.i = i; } }
class WidgetRegistry { constructor() { this.refs = []; } add(w, i, leak) { this.refs.push({ ref: new WeakRef(w), label: 'widget number ' + i + ' of this page', at: i + 0.25 }); if (!leak && this.refs.length > 40) this.refs.splice(0, 1); } }
module.exports = (leak) => { const registry = globalThis.widgets = new WidgetRegistry(); let i = 0;
  return { n: 800, warm: 50, act(n) { for (let k = 0; k < n; k++) registry.add(new Widget(i), i++, leak); }, revert() {} }; };
