// expect: InterceptorManager.handlers, AxiosInterceptorManager.handlers
const axios = require('axios');
class ApiCall { constructor(client, i) { this.client = client; this.token = { jwt: 'jwt-'.repeat(4) + i, exp: i + 0.5 }; this.id = client.interceptors.request.use((c) => { c.headers.Authorization = this.token.jwt; return c; }); } done(leak) { if (!leak) this.client.interceptors.request.eject(this.id); } }
module.exports = (leak) => { const client = globalThis.api = axios.create(); let open = [];
  return { n: 250, warm: 20, act(n) { for (let k = 0; k < n; k++) open.push(new ApiCall(client, k)); }, revert() { for (const c of open) c.done(leak); if (!leak) client.interceptors.request.clear(); open = []; } }; };
