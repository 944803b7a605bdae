// expect: Pool.*
const gp = require('generic-pool');
class Conn { constructor(i) { this.i = i; this.buffers = [i + 0.5, 'buf' + i]; this.state = { open: true, since: i + 0.25 }; } }
module.exports = (leak) => { let i = 0; const pool = globalThis.pool = gp.createPool({ create: async () => new Conn(i++), destroy: async () => {} }, { max: 1e6, min: 0 }); let taken = [];
  return { n: 150, warm: 10, async act(n) { for (let k = 0; k < n; k++) taken.push(await pool.acquire()); }, async revert() { if (!leak) for (const c of taken) await pool.destroy(c); taken = []; await new Promise((r) => setTimeout(r, 20)); } }; };
