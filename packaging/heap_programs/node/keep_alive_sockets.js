'use strict';
// A home-made agent that puts sockets back into its pool by a key that never comes again.
class PooledSocket { constructor(i) { this.i = i; this.parser = { state: 0, headers: ['host', 'h' + i] }; this.remote = 'api-' + i + '.example.org'; } }
class Agent { constructor() { this.free = {}; } release(s, leak) { const key = leak ? s.remote + ':' + s.i : 'api:443'; const l = (this.free[key] ||= []); l.push(s); if (l.length > 10) l.shift(); } }
module.exports = (leak) => { const agent = globalThis.agent = new Agent(); let i = 0;
  return { n: 350, act(n) { for (let k = 0; k < n; k++) agent.release(new PooledSocket(i++), leak); }, revert() {} }; };
