// expect: Client_PG._events, Client_SQLite3._events, Client._events, knex.*, EventEmitter._events, *._events
const knex = require('knex');
module.exports = (leak) => { const db = globalThis.db = knex({ client: 'better-sqlite3', useNullAsDefault: true }); db.client.setMaxListeners(0); let open = [];
  return { n: 200, warm: 20, act(n) { for (let k = 0; k < n; k++) { const req = { id: k, sql: ['select ' + k] }; const h = (q) => req.sql.push(q.sql); db.client.on('query', h); open.push(h); } }, revert() { if (!leak) for (const h of open) db.client.off('query', h); open = []; } }; };
