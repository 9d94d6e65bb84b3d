// Run inside a stranger's network namespace: requests from standard input, one after the other, answers to standard output.
import http from 'node:http';

let text = '';
for await (const chunk of process.stdin) text += chunk;
const host = process.argv[2];

function ask({ port, method, path, headers, body }) {
  return new Promise((resolve, reject) => {
    const request = http.request({ host, port, method, path, headers, agent: false }, (response) => {
      let answer = '';
      response.setEncoding('utf8');
      response.on('data', (piece) => {
        answer += piece;
      });
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body: answer }));
    });
    request.on('error', reject);
    request.end(body);
  });
}

const answers = [];
for (const request of JSON.parse(text)) answers.push(await ask(request));
process.stdout.write(JSON.stringify(answers));
