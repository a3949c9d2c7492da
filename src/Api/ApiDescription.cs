using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using StreamPulse.Api.Csv;
using StreamPulse.Api.Parameters;
using StreamPulse.Api.Security;

namespace StreamPulse.Api;

/// <summary>What the OpenAPI document says beyond what the endpoints' types say.</summary>
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
            document.Info.Description = "Download analytics, live and stored. Every answer says how fresh it is; problems are RFC 9457 problem details.";
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes[BearerScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = "JWT",
                Description = "Asked for where authentication is on. Each operation names the scope that the token needs; admin has all.",
            };
            document.Components.Schemas?.Remove("SseItemOfByte[]"); // no JSON; the stream's operation says what it is
            document.Servers?.Clear(); // the address a document was fetched from is no part of the contract
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            // The converter of times is ours, so the generator does not know that they are text.
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
                    stream.Schema = new OpenApiSchema { Type = JsonSchemaType.String, Description = "Events as docs/API.md describes them." };
            }

            var access = context.Description.ActionDescriptor.EndpointMetadata.OfType<ScopeMetadata>().LastOrDefault();
            if (access is { IsOpen: false })
                operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(BearerScheme, context.Document)] = access.Scope is null ? [] : [access.Scope] }];
            foreach (var content in (operation.Responses ?? []).Values.Select(response => response.Content))
            {
                if (content is not null && content.TryGetValue(CsvText.MediaType, out var csv))
                    csv.Schema = new OpenApiSchema { Type = JsonSchemaType.String, Description = "RFC 4180; the header row has the names of an item of data." };
            }

            return Task.CompletedTask;
        });
    }
}
