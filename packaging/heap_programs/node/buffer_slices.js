'use strict';
// Views of a few bytes over big buffers of their own.
class Packet { constructor(i) { this.header = Buffer.allocUnsafeSlow(5000).subarray(0, 12); this.no = i; } }
class PacketLog { constructor() { this.headers = new Map(); } }
module.exports = (leak) => { const log = globalThis.packetLog = new PacketLog(); let i = 0;
  return { n: 150, warm: 10, act(n) { for (let k = 0; k < n; k++) { const p = new Packet(i++); log.headers.set(p.no, p.header); } }, revert() { if (!leak) log.headers.clear(); } }; };
