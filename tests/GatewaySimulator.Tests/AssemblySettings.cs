// One client at a time: each is a process of its own that wants a core.
[assembly: NonParallelizable]
[assembly: LevelOfParallelism(1)]
