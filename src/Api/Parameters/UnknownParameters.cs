using Microsoft.AspNetCore.Http;

namespace StreamPulse.Api.Parameters;

/// <summary>
/// Refuses query parameters that a route does not have: a mistyped one would otherwise be passed over, and the answer be to another
/// question.
/// </summary>
internal static class UnknownParameters
{
    /// <summary>An endpoint filter. It also names invalid values of the other parameters, so that all errors are told at once.</summary>
    /// <exception cref="InvalidParametersException">There is an unknown parameter.</exception>
    public static ValueTask<object?> RefuseAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var query = context.HttpContext.Request.Query;
        if (query.Count > 0)
            Check(query, context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<ParameterMetadata>()?.Parameters ?? []);
        return next(context);
    }

    private static void Check(IQueryCollection query, IReadOnlyList<QueryParameter> known)
    {
        var unknown = query.Keys.Where(name => !known.Any(k => k.Name.Equals(name, StringComparison.OrdinalIgnoreCase))).ToList();
        if (unknown.Count == 0)
            return;
        var errors = new ParameterErrors();
        foreach (var parameter in known)
            parameter.Check(query, errors);
        foreach (var name in unknown)
            errors.Add(name, query[name].ToString(), Allowed(name, known));
        errors.ThrowIfAny();
    }

    private static string Allowed(string name, IReadOnlyList<QueryParameter> known)
    {
        if (known.Count == 0)
            return "no value: this route has no parameters";
        return NearName.Of(name, known.Select(static k => k.Name)) is { } near
            ? $"no value: this route has no such parameter; did you mean {near}?"
            : $"no value: the parameters of this route are {string.Join(", ", known.Select(static k => k.Name))}";
    }
}
