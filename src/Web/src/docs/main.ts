import SwaggerUI from 'swagger-ui-dist/swagger-ui-es-bundle.js';
import 'swagger-ui-dist/swagger-ui.css';
import { session } from '../session/session';
import './docs.css';

/** The API description; every route can be tried with the token of this tab. */
SwaggerUI({
  url: new URL('../openapi/v1.json', document.baseURI).href,
  domNode: document.getElementById('api'),
  deepLinking: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
  validatorUrl: null, // Nothing is sent to a third-party server.
  requestInterceptor: (request) => {
    const { token } = session.get();
    if (token !== null && request.headers['Authorization'] === undefined) request.headers['Authorization'] = `Bearer ${token}`;
    return request;
  },
});
