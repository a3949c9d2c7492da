using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using StreamPulse.Api.Paging;
using StreamPulse.Api.Parameters;
using StreamPulse.Core.Results;
using static StreamPulse.Api.Alerts.AlertParameters;

namespace StreamPulse.Api.Alerts;

/// <summary>Which page of which alerts.</summary>
internal sealed record AlertQuestion(AlertFilter Filter, AlertPosition? After, int Limit)
{
    /// <summary>Equal for equal filters.</summary>
    public string Key => "alert-list|" + JsonSerializer.Serialize(Filter);

    /// <exception cref="InvalidParametersException">A parameter is invalid.</exception>
    public static AlertQuestion Read(IQueryCollection query)
    {
        var errors = new ParameterErrors();
        var filter = new AlertFilter(
            State.Read(query, errors) switch { "open" => true, "resolved" => false, _ => null },
            Acknowledged.Read(query, errors) switch { "true" => true, "false" => false, _ => null },
            Severity.Read(query, errors), Region.Read(query, errors), AlertType.Read(query, errors), From.Read(query, errors),
            To.Read(query, errors));
        var limit = AlertParameters.Limit.Read(query, errors);
        var cursor = Cursor.Read(query, errors);
        if (filter.From >= filter.To)
            errors.Add(To.Name, query[To.Name].ToString(), "a time after from");
        errors.ThrowIfAny();

        var question = new AlertQuestion(filter, null, limit);
        return cursor is null ? question : question with { After = Position(question.Key, cursor, errors) };
    }

    private static AlertPosition Position(string key, string cursor, ParameterErrors errors)
    {
        if (PageCursor.Read(key, cursor, 2) is [var at, var id]
            && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTime.MaxValue.Ticks
            && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return new AlertPosition(new DateTimeOffset(ticks, TimeSpan.Zero), number);
        }

        errors.Add(Cursor, cursor);
        errors.ThrowIfAny();
        return default;
    }
}
