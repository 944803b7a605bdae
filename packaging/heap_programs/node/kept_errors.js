'use strict';
// Errors with their stacks, kept for a report that nobody sends.
class ImportFailure extends Error { constructor(i) { super('row ' + i + ' is broken'); this.row = i; this.input = { raw: 'a;b;' + i, cells: ['a', 'b', 'c' + i] }; } }
class Importer { constructor() { this.failures = []; } run(i) { try { throw new ImportFailure(i); } catch (e) { this.failures.push(e); } } }
module.exports = (leak) => { const importer = globalThis.importer = new Importer(); let i = 0;
  return { n: 250, act(n) { for (let k = 0; k < n; k++) importer.run(i++); }, revert() { if (!leak) importer.failures = []; } }; };
