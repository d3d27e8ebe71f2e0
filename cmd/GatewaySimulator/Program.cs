using GatewaySimulator.Running;

return await EntryPoint.RunAsync(args).ConfigureAwait(false);
