using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.FileProviders;

namespace StreamPulse.Api;

/// <summary>The page beside the API.</summary>
public static class StreamPulsePage
{
    /// <summary>Serves the page from where it was built; does nothing where it was not.</summary>
    /// <param name="directory">With index.html and, in assets/, files whose names change with what is in them.</param>
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
