// Fixtures share nothing but immutable tables; the tests of one fixture share its fields.
[assembly: Parallelizable(ParallelScope.Fixtures)]
[assembly: LevelOfParallelism(2)]
