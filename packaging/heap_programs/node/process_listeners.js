// expect: process._events
class TempDir { constructor(i) { this.path = '/tmp/x' + i; this.files = [{ name: 'a' + i, size: i + 0.5 }]; this.clean = () => this.files.length; process.on('exit', this.clean); } close(leak) { if (!leak) process.off('exit', this.clean); } }
module.exports = (leak) => { process.setMaxListeners(0); let i = 0, open = [];
  return { n: 250, warm: 20, act(n) { for (let k = 0; k < n; k++) open.push(new TempDir(i++)); }, revert() { for (const d of open) d.close(leak); open = []; } }; };
