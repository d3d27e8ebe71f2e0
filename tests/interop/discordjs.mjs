// discord.js with its default options, but for the address of the API. It takes zlib-stream because zlib-sync is there.
import { Client, Events, GatewayIntentBits } from 'discord.js';
import { api, note, tell, token, untilTold } from './report.mjs';

const client = new Client({
  intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.MessageContent],
  rest: { api },
});
let created = 0;
client.once(Events.ClientReady, (ready) => tell('ready', { user: ready.user.username, guilds: [...ready.guilds.cache.keys()] }));
client.on(Events.ShardReady, (shard) => tell('shard-ready', { shard }));
client.on(Events.ShardResume, (shard, replayed) => tell('resumed', { shard, replayed }));
client.on(Events.ShardReconnecting, (shard) => tell('reconnecting', { shard }));
client.on(Events.MessageCreate, (message) => {
  created++;
  if (message.inGuild() && message.content.length > 0) return;
  tell('incomplete', { id: message.id });
});
client.on(Events.Raw, (packet) => packet.t === 'MESSAGE_CREATE' && note(packet.d));
client.on(Events.Error, (error) => tell('error', { text: String(error) }));

untilTold(async () => {
  tell('created', { messages: created });
  await client.destroy();
});
await client.login(token);
