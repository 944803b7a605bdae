const http = require('http');
const fs = require('fs');
const file = require('os').tmpdir() + '/template.bin';
fs.writeFileSync(file, Buffer.alloc(4 << 20, 'x'));

function loadTemplate() {
  return fs.readFileSync(file).length;
}

function onRequest(request, response) {
  response.end(String(loadTemplate()));
}

const server = http.createServer(onRequest);
server.listen(0, () => {
  const { port } = server.address();
  let left = 300;
  (function next() {
    if (left-- === 0) return server.close();
    http.get({ port, agent: false }, (r) => r.resume().on('end', next));
  })();
});
