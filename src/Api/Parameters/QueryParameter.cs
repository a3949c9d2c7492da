using Microsoft.AspNetCore.Http;
using Microsoft.OpenApi;

namespace StreamPulse.Api.Parameters;

/// <summary>A parameter of the query string: how it is read, what is allowed, and what OpenAPI says of it, in one place.</summary>
/// <param name="name">As it stands in the query string.</param>
/// <param name="description">One sentence for readers of the API's description.</param>
internal abstract class QueryParameter(string name, string description)
{
    public string Name { get; } = name;

    public string Description { get; } = description;

    /// <summary>What is allowed, in words that fit after "expected".</summary>
    public abstract string Allowed { get; }

    /// <summary>Whether it has to be given.</summary>
    public virtual bool IsRequired => false;

    /// <summary>The parameter's OpenAPI schema.</summary>
    public abstract OpenApiSchema Schema();
}

/// <summary>A parameter whose values are of type <typeparamref name="T"/>.</summary>
internal abstract class QueryParameter<T>(string name, string description, T defaultValue) : QueryParameter(name, description)
{
    public T DefaultValue { get; } = defaultValue;

    /// <summary>Reads the parameter. A value that is not allowed is added to <paramref name="errors"/>, and the default returned.</summary>
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
        errors.Add(this, values.ToString());
        return DefaultValue;
    }

    protected abstract bool TryParse(string text, out T value);
}
