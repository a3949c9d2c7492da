using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.FileProviders;

namespace StreamPulse.Api;

/// <summary>Serves the page next to the API.</summary>
public static class StreamPulsePage
{
    /// <summary>Serves the built page; does nothing if it was not built.</summary>
    /// <param name="directory">Contains index.html and, in assets/, files with a content hash in their names.</param>
    public static IApplicationBuilder UseStreamPulsePage(this IApplicationBuilder app, string directory)
    {
        if (!Directory.Exists(directory))
            return app;
        var files = new PhysicalFileProvider(directory);
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        return app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = files,
            OnPrepareResponse = static file => file.Context.Response.Headers.CacheControl =
                file.Context.Request.Path.StartsWithSegments("/assets") ? "public, max-age=31536000, immutable" : "no-cache",
        });
    }
}
