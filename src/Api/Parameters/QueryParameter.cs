using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;

namespace StreamPulse.Api.Parameters;

/// <summary>A query parameter: how it is parsed, its allowed values and its OpenAPI description, in one place.</summary>
/// <param name="name">Name in the query string.</param>
/// <param name="description">One sentence for the OpenAPI description.</param>
internal abstract class QueryParameter(string name, string description)
{
    public string Name { get; } = name;

    public string Description { get; } = description;

    /// <summary>The allowed values, worded to follow "expected".</summary>
    public abstract string Allowed { get; }

    /// <summary>Whether it is required.</summary>
    public virtual bool IsRequired => false;

    /// <summary>The parameter's OpenAPI schema.</summary>
    public abstract OpenApiSchema Schema();

    /// <summary>Adds an error to <paramref name="errors"/> if the parameter has an invalid value or is required and missing.</summary>
    public abstract void Check(IQueryCollection query, ParameterErrors errors);
}

/// <summary>A parameter whose values are of type <typeparamref name="T"/>.</summary>
internal abstract class QueryParameter<T>(string name, string description, T defaultValue) : QueryParameter(name, description)
{
    public T DefaultValue { get; } = defaultValue;

    /// <summary>Reads the parameter. For an invalid value, adds an error to <paramref name="errors"/> and returns the default.</summary>
    public T Read(IQueryCollection query, ParameterErrors errors)
    {
        var values = query[Name];
        if (values.Count == 0)
        {
            if (IsRequired)
                errors.Add(this, "");
            return DefaultValue;
        }

        if (values.Count == 1 && TryParse(values[0] ?? "", out var value))
            return value;
        errors.Add(Name, values.ToString(), values.Count == 1 ? AllowedInsteadOf(values[0] ?? "") : $"{Allowed}; once");
        return DefaultValue;
    }

    /// <summary>The allowed values, where it helps with what is wrong with the one that was given.</summary>
    protected virtual string AllowedInsteadOf(string text) => Allowed;

    public override void Check(IQueryCollection query, ParameterErrors errors) => Read(query, errors);

    protected abstract bool TryParse(string text, out T value);
}
