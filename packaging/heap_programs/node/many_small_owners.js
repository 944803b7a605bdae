'use strict';
// Every one of some hundred old rooms keeps a little history of its own.
class Room { constructor(i) { this.name = 'room ' + i; this.history = []; } }
class Chat { constructor(i) { this.i = i; this.text = 'message ' + i; this.meta = { seen: false, at: i + 0.5 }; } }
class ChatServer { constructor() { this.rooms = new Map(); for (let i = 0; i < 300; i++) this.rooms.set('r' + i, new Room(i)); } }
module.exports = (leak) => { const server = globalThis.chatServer = new ChatServer(); const rooms = [...server.rooms.values()]; let i = 0;
  return { n: 900, warm: 300, act(n) { for (let k = 0; k < n; k++) { const h = rooms[i % 300].history; h.push(new Chat(i++)); if (!leak && h.length > 2) h.shift(); } }, revert() {} }; };
