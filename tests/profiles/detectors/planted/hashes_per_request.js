const http = require('http');
const crypto = require('crypto');

function verify(password) {
  return crypto.pbkdf2Sync(password, 'salt', 20000, 32, 'sha256').toString('hex');
}

const server = http.createServer((request, response) => response.end(verify('secret')));
server.listen(0, () => {
  const { port } = server.address();
  let left = 100;
  (function next() {
    if (left-- === 0) return server.close();
    http.get({ port, agent: false }, (r) => r.resume().on('end', next));
  })();
});
