-- After the rows. Every order as an index that ends in the id: of all cars, and of the three filters that are used most.
create index wide_price on wide_car (price, id) where live;
create index wide_year on wide_car (year, id) where live;
create index wide_km_driven on wide_car (km_driven, id) where live;
create index wide_date_added on wide_car (date_added, id) where live;
create index wide_city_price on wide_car (city, price, id) where live;
create index wide_city_year on wide_car (city, year, id) where live;
create index wide_city_km_driven on wide_car (city, km_driven, id) where live;
create index wide_city_date_added on wide_car (city, date_added, id) where live;
create index wide_make_price on wide_car (make, price, id) where live;
create index wide_model_price on wide_car (model, price, id) where live;
create index wide_features on wide_car using gin (features) where live;
