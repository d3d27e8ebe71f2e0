// @discordjs/ws alone, with 'none', 'zlib-sync' (transport) or 'identify' (payload compression).
import { REST } from '@discordjs/rest';
import { CompressionMethod, WebSocketManager, WebSocketShardEvents } from '@discordjs/ws';
import { api, note, tell, token, untilTold } from './report.mjs';

const compressions = {
  'zlib-sync': { compression: CompressionMethod.ZlibSync },
  identify: { useIdentifyCompression: true },
};
const manager = new WebSocketManager({
  token,
  intents: 1 | 512 | 32768,
  rest: new REST({ api }).setToken(token),
  ...compressions[process.argv[4]],
});
let guilds = 0;
manager.on(WebSocketShardEvents.Ready, (data) => {
  guilds = data.guilds.length;
  tell('shard-ready', { session: data.session_id });
});
manager.on(WebSocketShardEvents.Resumed, (shard) => tell('resumed', { shard }));
manager.on(WebSocketShardEvents.Dispatch, (payload) => {
  if (payload.t === 'MESSAGE_CREATE') note(payload.d);
  if (payload.t === 'GUILD_CREATE' && --guilds === 0) tell('ready');
});
manager.on(WebSocketShardEvents.Error, (error) => tell('error', { text: String(error) }));

untilTold(() => manager.destroy());
await manager.connect();
