using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using StreamPulse.Api.Csv;
using StreamPulse.Api.Parameters;
using StreamPulse.Api.Problems;
using StreamPulse.Api.Security;

namespace StreamPulse.Api;

/// <summary>Adds to the OpenAPI document what cannot be derived from the endpoints' types.</summary>
internal static class ApiDescription
{
    private const string EventStream = "text/event-stream";
    private const string BearerScheme = "bearer";

    private static readonly (string Name, string Description)[] Tags =
    [
        ("Health", "Whether the service works, for monitors and probes."),
        ("Access", "Who the caller is."),
        ("Statistics", "Downloads by content, region, device and time."),
        ("Alerts", "Alerts and what people do about them."),
        ("Pipeline", "How far the log is processed."),
        ("Events", "Taking events in."),
    ];

    /// <summary>Name of an operation's extension with the required scopes; an HTTP scheme has none of its own.</summary>
    private const string ScopesExtension = "x-required-scopes";

    public static void Configure(OpenApiOptions options)
    {
        HeadRequests.LeaveOut(options);
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "StreamPulse";
            document.Info.Version = "1";
            document.Info.Description
                = "Download analytics, live and stored. Every response says how fresh it is; errors are RFC 9457 problem details.";
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes[BearerScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = "JWT",
                Description = "Required if authentication is on. Each operation names the required scope in x-required-scopes; admin "
                    + "includes all scopes.",
            };
            document.Components.Schemas?.Remove("SseItemOfByte[]"); // not JSON; described at the stream's operation
            document.Info.License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" };
            document.Info.Contact = new OpenApiContact { Name = "StreamPulse" };
            // The address of the server is not part of the contract.
            document.Servers = [new OpenApiServer { Url = "/", Description = "The service that this document comes from." }];
            document.Tags = Tags.Select(static tag => new OpenApiTag { Name = tag.Name, Description = tag.Description }).ToHashSet();
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            // Times use our own converter, so the generator does not know that they are strings.
            if (Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) == typeof(DateTimeOffset))
                schema.Type = JsonSchemaType.String | JsonSchemaType.Null;
            else if (context.JsonTypeInfo.Type == typeof(DateTimeOffset))
                schema.Type = JsonSchemaType.String;
            else if (context.JsonTypeInfo.Type == typeof(Problem))
                LeaveOutErrors(schema);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            var declared = context.Description.ActionDescriptor.EndpointMetadata.OfType<ParameterMetadata>().LastOrDefault();
            foreach (var parameter in declared?.Parameters ?? [])
            {
                operation.Parameters ??= [];
                operation.Parameters.Add(new OpenApiParameter
                {
                    Name = parameter.Name,
                    In = ParameterLocation.Query,
                    Required = parameter.IsRequired,
                    Description = $"{parameter.Description} Allowed: {parameter.Allowed}.",
                    Schema = parameter.Schema(),
                });
            }

            foreach (var response in (operation.Responses ?? []).Values)
            {
                if (response.Content is { } content && content.TryGetValue(EventStream, out var stream))
                    stream.Schema = new OpenApiSchema { Type = JsonSchemaType.String, Description = "Events as described in docs/API.md." };
            }

            DescribeAccess(
                operation, context.Description.ActionDescriptor.EndpointMetadata.OfType<ScopeMetadata>().LastOrDefault(), context.Document);

            foreach (var content in (operation.Responses ?? []).Values.Select(response => response.Content))
            {
                if (content is not null && content.TryGetValue(CsvText.MediaType, out var csv))
                {
                    csv.Schema = new OpenApiSchema
                    {
                        Type = JsonSchemaType.String,
                        Description = "CSV (RFC 4180); the header row has the field names of an item of data.",
                    };
                }
            }

            return Task.CompletedTask;
        });
    }

    /// <summary>Only problems with invalid parameters have errors; the others leave them out.</summary>
    private static void LeaveOutErrors(OpenApiSchema schema)
    {
        const string Errors = "errors";
        schema.Required?.Remove(Errors);
        if (schema.Properties?[Errors] is OpenApiSchema errors)
            errors.Type = JsonSchemaType.Object;
    }

    private static IEnumerable<JsonNode> Scopes(ScopeMetadata access) => access.Scope is null ? [] : [JsonValue.Create(access.Scope)];

    private static void DescribeAccess(OpenApiOperation operation, ScopeMetadata? access, OpenApiDocument? document)
    {
        var description = operation.Description ?? operation.Summary;
        if (access is { IsOpen: true })
        {
            operation.Security = [];
            operation.Description = description + " Needs no token.";
        }
        else if (access is not null)
        {
            operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(BearerScheme, document)] = [] }];
            operation.Extensions ??= new Dictionary<string, IOpenApiExtension>();
            operation.Extensions[ScopesExtension] = new JsonNodeExtension(new JsonArray([.. Scopes(access)]));
            operation.Description = description + (access.Scope is null
                ? " Any valid token, if authentication is on."
                : $" Needs a token with the scope {access.Scope} if authentication is on.");
        }
    }
}
