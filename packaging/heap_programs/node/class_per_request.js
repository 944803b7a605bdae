// expect: TypeRegistry.types
class TypeRegistry { constructor() { this.types = {}; } define(name, fields) { this.types[name] = class { constructor(v) { for (const f of fields) this[f] = v; } validate() { return fields.every((f) => f in this); } static parse(v) { return new this(v); } }; } }
module.exports = (leak) => { const r = globalThis.typeRegistry = new TypeRegistry(); let i = 0;
  return { n: 120, warm: 60, act(n) { for (let k = 0; k < n; k++) { r.define(leak ? 'T' + i++ : 'T' + (i++ % 10), ['a' + i, 'b' + i]); } }, revert() {} }; };
