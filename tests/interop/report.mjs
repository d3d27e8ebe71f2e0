// What a client tells the test: one JSON object a line on stdout. What the test tells the client: one word a line on stdin.
import { createInterface } from 'node:readline';

const messages = [];
let told = 0;

/** Prints `{"at": what, ...more}`. */
export function tell(at, more = {}) {
  process.stdout.write(JSON.stringify({ at, ...more }) + '\n');
}

/** Notes a MESSAGE_CREATE as the library handed it over. */
export function note(payload) {
  messages.push(payload.sim_serial);
}

/** Runs `stop` and ends the process when the test says so, or when the test is gone. */
export function untilTold(stop) {
  const ticker = setInterval(() => {
    if (messages.length !== told) {
      told = messages.length;
      tell('progress', { messages: told });
    }
  }, 50);
  let ended = false;
  const end = async () => {
    if (ended) return;
    ended = true;
    clearInterval(ticker);
    tell('finished', { serials: messages });
    await stop();
    process.exit(0);
  };
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => line === 'stop' && end());
  lines.on('close', end);
}

/** The address of the API and the token, as the test gives them. */
export const api = process.argv[2];
export const token = process.argv[3];
