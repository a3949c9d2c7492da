using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using StreamPulse.Api.Csv;
using StreamPulse.Api.Parameters;
using StreamPulse.Api.Security;

namespace StreamPulse.Api;

/// <summary>Adds to the OpenAPI document what cannot be derived from the endpoints' types.</summary>
internal static class ApiDescription
{
    private const string EventStream = "text/event-stream";
    private const string BearerScheme = "bearer";

    public static void Configure(OpenApiOptions options)
    {
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
                Description = "Required if authentication is on. Each operation names the required scope; admin includes all scopes.",
            };
        HeadRequests.LeaveOut(options);
            document.Components.Schemas?.Remove("SseItemOfByte[]"); // not JSON; described at the stream's operation
            document.Servers?.Clear(); // the address of the server is not part of the contract
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            // Times use our own converter, so the generator does not know that they are strings.
            if (Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) == typeof(DateTimeOffset))
                schema.Type = JsonSchemaType.String | JsonSchemaType.Null;
            else if (context.JsonTypeInfo.Type == typeof(DateTimeOffset))
                schema.Type = JsonSchemaType.String;
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

            var access = context.Description.ActionDescriptor.EndpointMetadata.OfType<ScopeMetadata>().LastOrDefault();
            if (access is { IsOpen: false })
            {
                var scheme = new OpenApiSecuritySchemeReference(BearerScheme, context.Document);
                operation.Security = [new OpenApiSecurityRequirement { [scheme] = access.Scope is null ? [] : [access.Scope] }];
            }

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
}
