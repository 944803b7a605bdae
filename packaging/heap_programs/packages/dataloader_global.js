// expect: DataLoader._cacheMap
const DataLoader = require('dataloader');
class UserRow { constructor(id) { this.id = id; this.email = id + '@example.org'; this.roles = ['r' + id]; } }
module.exports = (leak) => { const loader = globalThis.users = new DataLoader(async (ids) => ids.map((id) => new UserRow(id))); let i = 0;
  return { n: 400, warm: 20, async act(n) { for (let k = 0; k < n; k++) await loader.load('u' + i++); }, revert() { if (!leak) loader.clearAll(); } }; };
