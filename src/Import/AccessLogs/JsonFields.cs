using System.Text;
using StreamPulse.Import.Clients;

namespace StreamPulse.Import.AccessLogs;

/// <summary>
/// Property names of JSON access logs. Caddy and Traefik have names of their own; nginx writes what its <c>log_format</c> says, mostly its
/// variables or the usual short words. Of several properties for one field, the one further in front in its list is used.
/// </summary>
internal static class JsonFields
{
    /// <summary>The object and property that stand for the whole event: such a line is one, or a broken one.</summary>
    public static ReadOnlySpan<byte> EventId => "event_id"u8;

    private static readonly Dictionary<byte[], (JsonField Field, int Rank)> ByName = Table(
        (JsonField.Time, "StartUTC StartLocal time_iso8601 @timestamp timestamp ts time_local msec time datetime event_datetime date"),
        (JsonField.Client, "ClientHost client_ip realip real_ip remote_addr remote_ip remoteip clientip ip client remote ClientAddr "
            + "remote_host host"),
        (JsonField.Forwarded, "http_x_forwarded_for x_forwarded_for request_X-Forwarded-For X-Forwarded-For xff"),
        (JsonField.RequestLine, "request request_line"),
        (JsonField.Target, "request_uri RequestPath uri url path request_path"),
        (JsonField.Method, "request_method RequestMethod method http_method verb"),
        (JsonField.Status, "DownstreamStatus status status_code response_code http_status OriginStatus"),
        (JsonField.SentBytes, "DownstreamContentSize body_bytes_sent bytes_sent size bytes body_bytes length OriginContentSize"),
        (JsonField.UserAgent, "request_User-Agent http_user_agent user_agent User-Agent agent ua useragent userAgent"),
        (JsonField.Seconds, "request_time duration"),
        (JsonField.Nanoseconds, "Duration"));

    /// <summary>Rank of <c>host</c>, which is the client's in some logs and the server's name in others.</summary>
    public static int HostRank { get; } = ByName["host"u8.ToArray()].Rank;

    /// <summary>The field of a property, and how far behind others of the field it stands.</summary>
    public static bool TryFind(ReadOnlySpan<byte> name, out (JsonField Field, int Rank) found)
        => ByName.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(name, out found);

    private static Dictionary<byte[], (JsonField, int)> Table(params (JsonField Field, string Names)[] rows)
    {
        var table = new Dictionary<byte[], (JsonField, int)>(Utf8Comparer.Instance);
        foreach (var (field, names) in rows)
        {
            var rank = 0;
            foreach (var name in names.Split(' '))
                table.Add(Encoding.UTF8.GetBytes(name), (field, rank++));
        }
        return table;
    }
}
