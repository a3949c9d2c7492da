namespace StreamPulse.Cli;

/// <summary>Printed when the program is called without arguments.</summary>
internal static class Help
{
    public const string Short = """
        StreamPulse: real-time content analytics. Download events in, exact windows in PostgreSQL, live answers out.

          ./streampulse up                          run the pipeline, the API and the page, with generated downloads
          ./streampulse cluster --silos 2           run the same as an Orleans cluster of several processes
          ./streampulse import access.log           import a web server or CDN log, NDJSON or Avro
          ./streampulse generate --events 100000    write generated downloads to the log, a file or an API
          ./streampulse verify                      recount the log in SQL and compare every row
          ./streampulse simulate --seeds 1000       fault-injection test: crashes, paused processes and outages on a simulated clock
          ./streampulse replay --dry-run            recompute the windows from the log and print differences
          ./streampulse dead-letters list           list records that could not be used, and why; see also show and retry
          ./streampulse describe                    print the effective configuration; --live adds the lag
          ./streampulse check-env                   check that everything the program needs is installed
          ./streampulse psql                        open a PostgreSQL prompt on the database
          ./streampulse token --scopes read --subject NAME   create a token for the API
          ./streampulse test                        run all tests

        With --kafka HOST:PORT the log is a Kafka topic instead of a table; see docs/KAFKA.md.
        ./streampulse COMMAND --help lists the options of a command.

        """;
}
