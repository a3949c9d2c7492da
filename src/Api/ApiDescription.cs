using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using StreamPulse.Api.Csv;
using StreamPulse.Api.Parameters;

namespace StreamPulse.Api;

/// <summary>What the OpenAPI document says beyond what the endpoints' types say.</summary>
internal static class ApiDescription
{
    public static void Configure(OpenApiOptions options)
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "StreamPulse";
            document.Info.Version = "1";
            document.Info.Description = "Download analytics, live and stored. Every answer says how fresh it is; problems are RFC 9457 problem details.";
            document.Servers?.Clear(); // the address a document was fetched from is no part of the contract
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

            foreach (var content in (operation.Responses ?? []).Values.Select(response => response.Content))
            {
                if (content is not null && content.TryGetValue(CsvText.MediaType, out var csv))
                    csv.Schema = new OpenApiSchema { Type = JsonSchemaType.String, Description = "RFC 4180; the header row has the names of an item of data." };
            }

            return Task.CompletedTask;
        });
    }
}
