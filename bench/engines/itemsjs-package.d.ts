/** ItemsJS brings no types. */
declare module 'itemsjs' {
  function itemsjs(items: readonly object[], configuration: object): object;
  export { itemsjs as default };
}
