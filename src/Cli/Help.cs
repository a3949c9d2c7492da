namespace StreamPulse.Cli;

/// <summary>What is shown to a call without words.</summary>
internal static class Help
{
    public const string Short = """
        StreamPulse: real-time content analytics. Events in, exact windows in PostgreSQL, answers out.

          ./streampulse up                          the pipeline, the API and the page, with simulated downloads
          ./streampulse cluster --silos 2           the same as an Orleans cluster of several processes
          ./streampulse import access.log           a web server's or CDN's log, NDJSON or Avro
          ./streampulse generate --events 100000    simulated downloads into the log, a file or an API
          ./streampulse verify                      recount the log by SQL and compare every row
          ./streampulse replay --dry-run            compute the windows again from the log and show what differs
          ./streampulse dead-letters list           what could not be used, and why; show and retry
          ./streampulse describe                    the configuration as understood; --live: the lag
          ./streampulse check-env                   what is there and what is missing
          ./streampulse psql                        a PostgreSQL prompt on the database
          ./streampulse token --scopes read --subject NAME   a token for the API, where it asks for one
          ./streampulse test                        all tests

        With --kafka HOST:PORT the log is a Kafka topic instead of a table; docs/KAFKA.md.
        ./streampulse VERB --help tells the options of each.

        """;
}
