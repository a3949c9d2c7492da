using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using StreamPulse.Api.Parameters;

namespace StreamPulse.Api.Problems;

/// <summary>Turns every exception that leaves an endpoint into problem details.</summary>
internal sealed class ProblemExceptionHandler(OutageLog outages, ILogger<ProblemExceptionHandler> logger) : IExceptionHandler
{
    /// <inheritdoc/>
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested)
            return true; // the client has disconnected
        var (kind, detail) = ProblemMapping.Of(exception);
        if (kind.Status == StatusCodes.Status500InternalServerError)
            ApiLog.RequestFailed(logger, exception, httpContext.Request.Method, httpContext.Request.Path);
        else if (kind.Status > StatusCodes.Status500InternalServerError)
            outages.Note(kind, httpContext.Request.Path, exception.InnerException?.Message ?? exception.Message);
        await Problem.WriteAsync(httpContext, kind, detail, (exception as InvalidParametersException)?.Errors).ConfigureAwait(false);
        return true;
    }
}
