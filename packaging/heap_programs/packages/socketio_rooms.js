// expect: InMemoryAdapter.*, Adapter.rooms, Adapter.sids, Namespace.adapter
const { Server } = require('socket.io');
module.exports = (leak) => { const io = globalThis.io = new Server(); const ns = io.of('/chat'); let i = 0, ids = [];
  return { n: 300, warm: 20, act(n) { for (let k = 0; k < n; k++) { const id = 'sock' + i++; ns.adapter.addAll(id, new Set([id, 'room' + i, 'lobby'])); ids.push(id); } }, revert() { if (!leak) for (const id of ids) ns.adapter.delAll(id); ids = []; } }; };
