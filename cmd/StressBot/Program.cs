using StressBot.Running;

return await EntryPoint.RunAsync(args).ConfigureAwait(false);
