// expect: Tenant.sessions, Directory.tenants
class Tenant { constructor(i) { this.i = i; this.sessions = new Map(); } }
class Directory { constructor() { this.tenants = Array.from({ length: 25 }, (_, i) => new Tenant(i)); } }
module.exports = (leak) => { const d = globalThis.directory = new Directory(); let i = 0;
  return { n: 500, warm: 50, act(n) { for (let k = 0; k < n; k++) d.tenants[i % 25].sessions.set('s' + i, { id: i++, seen: [i + 0.5], agent: 'ua ' + i }); }, revert() { if (!leak) for (const t of d.tenants) t.sessions.clear(); } }; };
