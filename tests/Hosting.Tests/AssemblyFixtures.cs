using StreamPulse.Testing;

[assembly: AssemblyFixture(typeof(PostgresFixture))]
