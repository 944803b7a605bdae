// expect: DerivedLogger.*, ReadableState.pipes, Logger.*, App.logger
const winston = require('winston'), { Writable } = require('stream');
module.exports = (leak) => { const logger = globalThis.logger = winston.createLogger({ transports: [new winston.transports.Stream({ stream: new Writable({ write(c, e, d) { d(); } }) })] }); logger.setMaxListeners(0); let open = [];
  return { n: 80, warm: 10, act(n) { for (let k = 0; k < n; k++) { const t = new winston.transports.Stream({ stream: new Writable({ write(c, e, d) { d(); } }) }); t.setMaxListeners(0); logger.add(t); open.push(t); } logger.info('x'); }, async revert() { if (!leak) for (const t of open) logger.remove(t); open = []; await new Promise((r) => setTimeout(r, 30)); } }; };
