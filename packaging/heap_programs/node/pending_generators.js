'use strict';
// Generators left in the middle, kept by a pool.
class Cursor { constructor(i) { this.i = i; this.rows = Array.from({ length: 12 }, (_, k) => ({ k })); } }
function* read(cursor) { for (const row of cursor.rows) yield row; }
class CursorPool { constructor() { this.open = new Set(); } }
module.exports = (leak) => { const pool = globalThis.cursorPool = new CursorPool(); let i = 0;
  return { n: 200, act(n) { for (let k = 0; k < n; k++) { const g = read(new Cursor(i++)); g.next(); pool.open.add(g); if (!leak) { g.return(); pool.open.delete(g); } } }, revert() {} }; };
