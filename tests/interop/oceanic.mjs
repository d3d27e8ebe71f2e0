// oceanic.js with zstd-stream, which it decodes with node:zlib of Node 24.
import { Client } from 'oceanic.js';
import { api, note, tell, token, untilTold } from './report.mjs';

const client = new Client({
  auth: `Bot ${token}`,
  rest: { baseURL: `${api}/v10` },
  gateway: { compress: 'zstd-stream', compressLibrary: 'native', intents: ['GUILDS', 'GUILD_MESSAGES', 'MESSAGE_CONTENT'] },
});
let created = 0;
client.on('ready', () => tell('ready', { user: client.user.username, guilds: [...client.guilds.keys()] }));
client.on('shardPreReady', (shard) => tell('shard-ready', { shard }));
client.on('shardResume', (shard) => tell('resumed', { shard }));
client.on('messageCreate', () => created++);
client.on('packet', (packet) => packet.t === 'MESSAGE_CREATE' && note(packet.d));
client.on('error', (error) => tell('error', { text: String(error) }));

untilTold(async () => {
  tell('created', { messages: created });
  client.disconnect(false);
});
await client.connect();
